"""What no person wrote: words and shapes, in any case, and never a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.junk import CODES, EXACT, NOBODY, SHAPES, is_junk, is_nobody

JUNK = """
edf_vivid
Shot on iPhone 12
SHOT ON MI A1 MI DUAL CAMERA
Scanned by CamScanner
Exif-JPEG-PICTURE
NORITSU KOKI QSS-32_33
ACDSee Ultimate 10
Redmi Note 9
WhatsApp Image 2023-01-01 at 12.00.00
IMG_E1234
DSC_0001-Bearbeitet
_D8E1234
Keine Beschreibung
SONY DSC
SAMSUNG
SAMSUNG CAMERA PICTURES
DCIM\\100MEDIA\\DJI_0057.JPG
DCIM\\100GOPRO\\GOPR0482.JPG
cof
rhdr
hdrpl
oznor
_cuva
OLYMPUS DIGITAL CAMERA
SANYO DIGITAL CAMERA
<Digimax i5, Samsung #1>
dji_fly_20230101_120000_1_123_photo
dji_fly_20230612_123930_0_1686_photo_optimized
charset=Ascii
Exif_JPEG_PICTURE
Default
untitled
binary comment
oplus_0
oplus_131072
sdr_HDRB
cof_vig
mde_soft
btfmdn
fshbty
Created with GIMP
Created by Imlib
Processed with VSCO with a6 preset
IMG_1234
DSC_0001.JPG
_DSC1234
DSCF0001
P1010001
PICT0001
100_1234
C:\\DOKUME~1\\x\\bild.jpg
C:\\Users\\Max Muster\\Bilder\\Urlaub 2012.jpg
/storage/emulated/0/DCIM/Camera/IMG.jpg
Canon EOS 5D Mark II
NIKON D70
NIKON CORPORATION
Apple iPhone 12 Pro Max
Adobe Photoshop CS6
Picasa
Adobe Photoshop Lightroom Classic 12.0
KODAK DX6490 ZOOM DIGITAL CAMERA
MINOLTA DIGITAL CAMERA
Scanner
20190901_180506
COF
sony dsc
LEAD Technologies Inc. V1.01
CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90
Untitled-1
Unbenannt-3
...
-
___
null
IMG-20190901-WA0001
PXL_20230101_120000123
Screenshot_20230101-120000
lv_0_20230101
HDR
SONY ILCE-7M3
AppleMark
Intel(R) JPEG Library, version 1,5,4,36
jpeg
Edited with Snapseed
DIGITAL CAMERA
file:///C:/bild.jpg
Samsung SM-G900F
DVC 10.1 HDMI
iPhone 12 Pro
Digimax i5, Samsung #1
SDR
oznorWO
ozedf
rbtf
hdrpl_edf
dav_soft
KONICA MINOLTA DIGITAL CAMERA
Minolta DSC
GoPro HERO8 Black
DJI FC3170
Samsung Techwin
PENTAX Optio S4
_MG_1234
image001
image.jpg
Kodak EasyShare
EPSON Scanner
HP Scanjet 4800
HP ScanJet
Scan 2
CanoScan LiDE 120
hbtfhdr
fbtmdn
btrozCO
rptnrl
HDRBFace
ASCII Scanner
HELLOMOTO
MOULTRIE DIGITAL GAME CAMERA
<KENOX S1050  / Samsung S1050>
Kodak Slide N Scan
CASIO COMPUTER CO.,LTD
RICOH THETA S
HP Photosmart C4180
EPSON DSC Picture
Canon MG5300 series
Vivitar ViviCam 5018
KODAK Action Cam
DCF 1.0
Sharp GX25
EOS R5
GR III
X-T30
NIKON Z 6_2
HTC One M8
Nothing Phone (1)
Nexus 5X
PowerShot SX50 HS
Canon CanoScan 5600F
HP LaserJet
digiKam-7.9.0
Pixelmator Pro 3.5
Photos 8.0
Exported from Lightroom
IMG_20230101_120000(1)
photo_2023-01-01 12.00.00
SDC10001
Folie 1
Untitled-2 copy
Neues Dokument
#WERT!
Vivo Y20
SM-G973F
ELE-L29
XT1068
ASUS_Z01RD
moto g(7) power
100GOPRO
102_PANA
Screenshot 2023-01-01 at 12.00.00
Bildschirmfoto 2023-01-01 um 12.00.00
Screen Shot 2019-01-01 at 12.00.00 PM
WhatsApp Image 2023-01-01 at 12.00.00 (1)
Snapchat-1234567890
Copy of DSC_0001
Kopie von IMG_1234
IMG_1234 - Kopie
Adobe Photoshop 25.1 (Windows)
Adobe Photoshop Lightroom 6.14 (Macintosh)
Created with Adobe Photoshop Elements 14.0
File written by Adobe Photoshop? 4.0
Capture One 23 Windows
DxO PhotoLab 6
ON1 Photo RAW 2023
Shot with Hipstamatic
Made with Repix (http://repix.it)
#ShotOniPhone
Shot by Xiaomi 13
Captured by Open Camera
Optimized by JPEGmini 3.8.2.2 0x1c2f9e63
Processed By eBay with ImageMagick, z1.1.0. ||B2
Intel(R) IPP JPEG encoder [6.1.137]
Software: Microsoft Office
[Title]
(null)
Add a caption
Beschreibung eingeben
x-default
"""

DATA = [
    "CameraID=52.FrameCount=30.lutFilename=.configFilename=A_S23_AGC9.agc.profileName=MaxQ-HDR ??.Version=AGC9.2 V6.0",
    "filter: 0; filterMask: 0; captureOrientation: 0; highlight: true; delta:null; module: photo;touch: (-1.0, -1.0);"
    + " aec_lux: 0.0;albedo:  ;" * 30,
    '{"mirror":false,"sensor_type":"rear","Hdr":"off"}',
    '{"shape": [1, 512, 512], "axes": "YXS", "note": "one of many words which stand in no sentence at all and go on"}',
    "Dateiname : DSCN1767.JPG\nDateigröße : 668.1 KB (684158 Byte)\nKamera : E995\nMessmethode : Mehrfeld\nBlende : F4",
    "ImageJ=1.53t\nunit=inch\nmin=0.0\nmax=255.0",
    '<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas"><Image ID="0"/></OME>',
]
SENTENCES = [
    "Ort: Köln; Datum: 12.05.2024; Foto: Max",
    "Ergebnis: 3; Tore: Müller, Schmidt; Zuschauer: viele",
    "V.l.: A; B; C",
    "{Archivbild} Die Brücke",
    "<p>Die Brücke</p>",
    "a=b und b=c",
]

WORDS = """
Shot on location
Taken by Anna
Shot by Max
Vivid
Created by pupils of the Rathausschule
Digital camera show
V.l.: A, B
Die Bürgermeisterin eröffnet die Brücke
Nikon stellt neue Kamera vor
Sommerfest 2019
Rathaus
Brücke
Max Beispiel
Canon Deutschland GmbH zeigt neue Kamera
Eröffnung
Sommerfest
Köln
Karneval 2024
Stadtrat
Neubau
Apple im Rathaus
Google im Rathaus
Huawei P30 im Test der Stadtwerke
Canon-Chef Meyer
Nikon Müller
Sharp
Sharp Max
Brother Max
Honor Award
Carl Zeiss
Moto Guzzi
Honor 2024
Aperture
Photos
Seite an Seite
Chanel No. 5
Max (7)
F-16
DC-10
Apollo 11
Q4 2023
One
Z
Mono
Smart
BSH
Filter
Scene
Galaxy
Pixel
Dell
DB
C&A
9. November
Taken by Apple Martin
Made by hand in Düsseldorf
Die Samsung Kamera
Einweihung Brücke.
Edith Müller
Mon Repos
Foto: Stadt
A40 bei Essen
U-Bahn 4
Tag 1
Bild der Stadt
Portrait
Oberkassel
Leica Galerie
Tor 1
HP Deutschland
Halle 5
B7
Nora
dpa
Ein Tag in der Stadt C:\\\\
Schloss Benrath
Sharp Turn
GE Haus
G20
Nacht der Museen 2024
Photoshop Workshop für Kinder
Home
Anna.
Vivo Fest
EM 2024
Nachtbild
Lumia
Dig
Kyiv/Odesa
Scan der Urkunde
Wide Open
U79
B229
Rheinbahn U79
Stadt/Müller
ver.di
Feuerwehr 112
ISO 9001
"""


@pytest.mark.parametrize("text", JUNK.strip("\n").split("\n"))
def test_cameras_and_programs_write_no_captions(text: str) -> None:
    assert is_junk(text)
    assert is_junk(f"  {text.upper()}   ")
    assert is_junk(f'"{text.lower()}"')


@pytest.mark.parametrize("text", WORDS.strip("\n").split("\n"))
def test_people_s_words_are_captions(text: str) -> None:
    assert not is_junk(text)


@pytest.mark.parametrize("text", DATA)
def test_what_a_program_notes_for_itself_is_junk_however_long(text: str) -> None:
    assert is_junk(text)
    assert is_nobody(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_list_that_people_write_is_a_caption(text: str) -> None:
    assert not is_junk(text)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_that_is_a_word_counts_where_cameras_write(code: str) -> None:
    assert is_junk(f" {code.upper()} ", coded=True)
    assert not is_junk(code.title())


@pytest.mark.parametrize("text", ["SM-G900F", "samsung", "Samsung SM-G900F", "samsung, sm-g900f", "SM-G900F  SAMSUNG"])
def test_the_camera_s_own_name_is_no_caption(text: str) -> None:
    assert is_junk(text, "samsung", "SM-G900F")
    assert not is_junk("Der Kran SM-G900F", "samsung", "SM-G900F")


NOBODIES = [
    "-",
    "--",
    "©",
    "Picasa",
    "Picasa 3.0",
    "unknown",
    "UNBEKANNT",
    "Canon EOS 5D",
    "Canon",
    "iPhone",
    "HP_Owner",
]
NOBODIES += ["Windows User", "Adobe Photoshop", "owner", "n/a", "Your Name", "DSC_0001.JPG", "null", "Google", " "]
NOBODIES += ["Unbekannter Künstler", "HP_Administrator", "MacBook Pro", "[Photographer]", "Artist:", "ILCE-7M3", "k.A."]
PEOPLE = [
    "DAV",
    "SDR",
    "BILD",
    "Nikon Müller",
    "Sharp",
    "Martin Sharp",
    "Mark Pixel",
    "Adobe Stock",
    "AI Weiwei",
    "Unknown Pleasures GmbH",
    "Max Beispiel",
    "dpa",
    "Jörg Müller",
    "Anna",
    "Stadt Köln",
    "picture alliance/dpa",
    "©Stadt/Max",
    "J. P.",
    "Li",
]


@pytest.mark.parametrize("name", NOBODIES)
def test_nobody_is_credited_by_a_program_s_words(name: str) -> None:
    assert is_nobody(name)
    assert is_nobody(name.swapcase())


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_credited(name: str) -> None:
    assert not is_nobody(name)


def test_the_tables_are_written_as_they_are_compared() -> None:
    assert {word for word in EXACT | NOBODY | CODES if word != " ".join(word.casefold().split())} == set()
    assert len({name for name, _ in SHAPES}) == len(SHAPES)


@given(st.lists(st.sampled_from(["Die", "Brücke", "eröffnet", "Köln", "und", "Rat", "zeigt"]), min_size=3, max_size=9))
def test_a_sentence_is_never_junk(words: list[str]) -> None:
    assert not is_junk(" ".join(words))


@pytest.mark.parametrize(
    "part", ["btfhdr", "a5 ", "nor", "canon ", "(", "\\a", "1 ", "x_", "-", "oz", "=", "{", "a=", "a: 1;", '{"']
)
def test_no_text_keeps_the_shapes_busy(part: str) -> None:
    before = time.process_time()
    for length in (290 // len(part), 200_000):
        is_junk(part * length + "!")
        is_junk("canon " + part * length + "!")
    assert time.process_time() - before < 1
