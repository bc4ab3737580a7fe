"""The views: a module a page. Each exports `ROUTES`; a view takes the request and returns `desk.page(…)`.

    def facts(request):
        desk = request.app.state.desk
        slug = request.path_params["slug"]
        return desk.page(request, "facts.html", slug=slug, digest=desk.digest(path), …)

A view that is not `async` runs in a thread. What a POST has sent is `request.state.form`, parsed, with its CSRF token
checked; files are `UploadFile`. A template extends `episode.html` (block `sheet`) or `page.html` (block `main`); macros
are in `parts.html`, imported `with context`; texts come from `translate("rail.facts")`, those for the script from a
`<template id="words-facts" data-…>` in the block `words`. Forms carry `{{ csrf_field() }}`; the script sends the token
by itself. `desk.show()` has the episodes, problems and hints; `desk.events.send(kind, data)` reaches the open pages.
"""
