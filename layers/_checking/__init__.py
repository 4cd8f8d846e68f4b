"""What is wrong with the tables of an atlas, and what follows from their rows."""
