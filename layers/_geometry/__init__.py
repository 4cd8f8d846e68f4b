"""Where rows are: as their file states it, or by the rule that they name."""
