"""What the columns of tables mean, and what their cells say: schemas, coordinates, dates, symbols."""
