"""The three carriers of metadata (XMP, EXIF, IIM) written whole, and the three containers they go into.

Only for our own fresh files, which hold pixels and a colour profile and nothing else: the splicers refuse any
other. Image data is copied byte for byte.
"""
