"""Forms of the desk: which widget a field has, and its values as texts of a form. Pure; knows nothing of the web."""
