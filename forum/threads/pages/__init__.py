"""What pages about threads show: lists, sentences and verdicts, looked up in a fixed number of queries."""
