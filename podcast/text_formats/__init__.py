"""Word files (.docx) as Markdown, for show notes, and as lines of text, for transcripts. Pure."""
