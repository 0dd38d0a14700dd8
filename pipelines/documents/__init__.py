"""Documents in and out of a release.

captions_file   captions that editors write in a spreadsheet, exported and imported
table, csv_table, workbook, cells
                tables that spreadsheets open, as CSV and .xlsx, and run nothing from
manifest        the published document of a release: its model, its text and its JSON Schema
house, listing  what derived files are made of besides: who publishes, and the lines of lists
text_version, captions_csv, linked_data, ninjs, feeds, sitemaps, release_index
                derived files, made from manifests and nothing else
photo_zips      the downloads in ZIP files, with their captions
plain_text, page_addresses, identifiers, xml_templates
                what several of them need
"""
