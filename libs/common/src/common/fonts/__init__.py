"""The fonts words are set in and recognized as: rows of data, the files behind them, what each can draw."""
