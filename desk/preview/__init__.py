"""The closed preview: the page, its pictures, and the links that open it for journalists."""
