"""The sample event as data: the release, its photographers and what each photo shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

CITY = "Beispielstadt"
PHOTOGRAPHERS = {"joerg": "Jörg Brückner", "michal": "Michał Wiśniewski"}
NOT_A_PHOTO = ("joerg", "Bürgerfest-13.jpg", "Dies ist kein Bild, sondern ein Einkaufszettel: Brötchen, Käse.\n")

RELEASE: dict[str, object] = {
    "dateline": CITY,
    "titles": {
        "de": "Bürgerfest lockt Tausende ans neue Flussufer",
        "en": "Thousands celebrate the new riverside at the city’s open day",
    },
    "subtitles": {
        "de": "Oberbürgermeisterin eröffnet die umgebaute Promenade",
        "en": "Mayor opens the rebuilt promenade",
    },
    "summaries": {
        "de": "Zwei Jahre wurde gebaut, jetzt gehört das Ufer wieder allen: mit Musik, Märkten und freiem Eintritt.",
        "en": "After two years of building the riverside belongs to everyone again: music, markets, free entry.",
    },
    "texts": {
        "de": (
            "Mit einem **Bürgerfest** hat die Stadt am Wochenende die umgebaute Uferpromenade eröffnet.\n\n"
            "## Mehr Grün, weniger Lärm\n\n220 Bäume, 1,4 Kilometer Radweg und eine Bühne sind entstanden. "
            "Entworfen hat sie das Büro Żółw & Söhne."
        ),
        "en": (
            "With an **open day** the city opened its rebuilt riverside promenade this weekend.\n\n"
            "## More green, less noise\n\n220 trees, 1.4 kilometres of cycle path and a stage were built, "
            "designed by Żółw & Söhne."
        ),
    },
    "contact": {"name": "Käthe Groß", "mail": "presse@beispielstadt.example", "phone": "+49 211 555-0100"},
    "links": [{"label": "Programm", "url": "https://www.beispielstadt.example/buergerfest"}],
}


@dataclass(frozen=True)
class Scene:
    """A moment of the event: its name, by which it is drawn, and its captions."""

    name: str
    caption_de: str
    caption_en: str
    persons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shot:
    """One file: a scene by one photographer. `turn` is the EXIF orientation in which the pixels are stored."""

    photographer: str
    name: str
    scene: Scene
    number: int
    size: tuple[int, int]
    turn: int = 1
    tagged: bool = True


SCENES = (
    Scene(
        "Eröffnung",
        "V.l.: Oberbürgermeisterin Gül Öztürk, Architekt Paweł Żółw und Käthe Groß eröffnen die Promenade.",
        "From left: Mayor Gül Öztürk, architect Paweł Żółw and Käthe Groß open the promenade.",
        ("Gül Öztürk", "Paweł Żółw", "Käthe Groß"),
    ),
    Scene(
        "Uferbühne", "Auf der neuen Uferbühne spielt das Städtische Blasorchester.", "The city band on the new stage."
    ),
    Scene(
        "Markthalle", "Händlerinnen bieten in der Markthalle Käse und Gemüse an.", "Traders sell cheese and vegetables."
    ),
    Scene("Drachenboote", "Sechs Mannschaften rudern um den Pokal der Stadt.", "Six crews row for the city’s cup."),
    Scene("Lesezelt", "Im Lesezelt erzählt Ελένη Παπαδάκη Märchen.", "Ελένη Παπαδάκη tells tales in the reading tent."),
    Scene("Radweg", "Auf 1,4 Kilometern fährt man jetzt getrennt vom Autoverkehr.", "1.4 kilometres without any cars."),
    Scene("Kinderfest", "Bürgermeister Jürgen Weiß tauft das Schiff »Weißer Schwan«.", "The White Swan is named."),
    Scene("Feuerwehr", "Die Feuerwehr zeigt ihr neues Löschboot.", "The fire brigade shows its new boat."),
    Scene(
        "Partnerstadt",
        "Gäste aus der Partnerstadt Łódź überreichen einen Wandteppich.",
        "Guests from Łódź bring a gift.",
    ),
    Scene(
        "Brücke", "Tausende überqueren am Abend die Fußgängerbrücke.", "Thousands cross the footbridge in the evening."
    ),
    Scene("Laternen", "500 Laternen treiben bei Einbruch der Dunkelheit flussabwärts.", "500 lanterns at nightfall."),
    Scene("Feuerwerk", "Ein leises Feuerwerk aus Licht beendet das Fest.", "A silent display of light ends the day."),
)
_SIZES = ((4000, 3000), (4608, 3072), (4000, 3000), (4896, 3264), (4000, 3000), (4288, 2848))
_LARGE = (6000, 4000)
_TURNED = {2: 6, 5: 8}


def plan_shots(*, small: bool = False) -> list[Shot]:
    """Plan the event's 24 photos: every scene by both photographers, with the irregularities of real drops.

    Two scenes are shot sideways, one photo has no metadata, and two memory cards hold different files of the same name.
    They have 12 to 24 megapixels; a quarter of that with `small`.
    """
    shots = []
    for index, scene in enumerate(SCENES):
        number, turn = index + 1, _TURNED.get(index, 1)
        size = _LARGE if index in {0, 9} else _SIZES[index % len(_SIZES)]
        card, counted = ("card 2", number - 1) if number == 8 else ("card 1", number)
        untagged = number == len(SCENES)
        shots += [
            Shot("joerg", f"Bürgerfest-{number:02d}.JPG", scene, number, size, turn, not untagged),
            Shot("michal", f"{card}/DSC_{100 + counted:04d}.JPG", scene, number + 50, _SIZES[index % 3], turn),
        ]
    return [replace(shot, size=(shot.size[0] // 2, shot.size[1] // 2)) for shot in shots] if small else shots
