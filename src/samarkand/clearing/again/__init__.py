"""What one row would have needed to trade: the book is cleared again with other limits of that row."""
