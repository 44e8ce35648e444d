"""English as it is read from Islamabad to Moscow."""
