"""The public pages, as static HTML: portal, year, release and photo, from manifests and what a house sets.

Every function is pure. The templates are in `templates/`, the words in `labels/`, style sheet and script in `assets/`;
a theme folder overrides each of them.
"""
