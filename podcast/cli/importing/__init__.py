"""Parts of the command `import`: progress, summary, document, and the check of a move."""
