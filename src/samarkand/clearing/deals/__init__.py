"""The allocation taken apart into deals that balance by themselves."""
