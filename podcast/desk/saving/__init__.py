"""Saves of the desk: fields by digest, edits of whole files, merges and conflicts, undo and redo.

What others call:

    from podcast.desk.saving.field_saves import save_field
    from podcast.desk.saving.file_saves import FileEdit, save_file
    from podcast.desk.saving.outcomes import Conflict, Refused, Saved
    from podcast.desk.saving.history import History, Place    # Desk has one: `desk.history = History(root)`
"""
