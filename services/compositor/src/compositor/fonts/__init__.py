"""The fonts a headline can be set in: rows of data, the files behind them, and what each face can draw."""
