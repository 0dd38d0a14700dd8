"""The credit, and the publisher's logo, drawn on a rendition.

style       what the operator chose: size, logo (the recipes' `[watermark]` table)
logo        the logo's file, checked and scaled
typeface    the font, and the characters it lacks
scripts     the fonts behind it, for other scripts: which letters, in which order
lettering   the credit set in lines that fit the picture
luminance   WCAG's contrast
drawing     the corner, the colour, the plate beneath; or a band below the picture
"""
