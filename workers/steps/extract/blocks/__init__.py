"""A page as blocks of text and the boxes that hold them: one walk, on which all that reads a page is built."""
