"""What every view is made of: bookmarks, pages, valid-time rows, the chain of seals."""
