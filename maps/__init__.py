"""How an atlas looks: one self-contained, interactive HTML file."""
