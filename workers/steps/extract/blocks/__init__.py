"""A page as blocks of text and the boxes that hold them, made in one walk."""
