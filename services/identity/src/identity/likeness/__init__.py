"""Whether a face that a model drew is still the person: the receipt, and what it leads to."""
