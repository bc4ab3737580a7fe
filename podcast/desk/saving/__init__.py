"""Saves of the desk: fields by digest, edits of whole files, merges and conflicts, undo and redo.

What others call:

    from podcast.desk.saving.field_saves import save_field
    from podcast.desk.saving.file_saves import FileEdit, save_file
    from podcast.desk.saving.notes_saves import read_notes_source, save_notes
    from podcast.desk.saving.outcomes import Conflict, Refused, Saved
    from podcast.desk.saving.history import History, StepPlace    # Desk has one: `desk.history = History(root)`
    from podcast.desk.views.edits import answer    # the answer of a view to an outcome: page, JSON or conflict
"""
