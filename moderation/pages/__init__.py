"""What the pages of the desk show: lists, sentences and verdicts, looked up in a fixed number of queries."""
