"""The map as a picture for a report, drawn without a browser."""
