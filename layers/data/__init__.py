"""The files that come with the package; see NOTICE and the data dictionary beside them."""
