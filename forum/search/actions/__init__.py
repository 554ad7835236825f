"""What is done with the index."""

from forum.search.actions.reindexing import reindex_some

__all__ = ["reindex_some"]
