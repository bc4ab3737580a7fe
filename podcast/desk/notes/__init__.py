"""Notes at the desk: how listeners see them, and text from Word or a web page as Markdown."""
