"""newsmill dead-letters and newsmill replay: the pages that could not be processed, shown and sent again."""
