"""What the layers of an atlas mean: reading, checking, writing and analysing them."""
