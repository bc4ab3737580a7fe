"""Commands that change the files of a show, beside `new`."""
