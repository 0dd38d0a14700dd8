"""Bad XML of which everybody sees what is meant."""

import time

import pytest
from defusedxml import ElementTree

from pipelines.metadata.packet import parse_packet
from pipelines.metadata.xml_repairs import NAMESPACES, repair_xml

DC = "{" + NAMESPACES["dc"] + "}"
RDF = "{" + NAMESPACES["rdf"] + "}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Foto & Co", "Foto & Co"),
        ("Foto &amp; Co &#252;", "Foto & Co ü"),
        ("Br&uuml;cke &nbsp;&copy;", "Brücke \xa0©"),
        ("a &foo; b &", "a &foo; b &"),
        ("?x=1&y=2", "?x=1&y=2"),
    ],
)
def test_an_ampersand_is_what_it_is_meant_for(written: str, meant: str) -> None:
    assert ElementTree.fromstring(repair_xml(f"<a>{written}</a>")).text == meant


def test_a_prefix_that_nobody_declared_is_the_usual_one() -> None:
    root = ElementTree.fromstring(repair_xml('<rdf:RDF><rdf:Description dc:title="T" odd:x="1"/></rdf:RDF>'))
    (description,) = root
    assert (root.tag, description.attrib) == (f"{RDF}RDF", {f"{DC}title": "T", "{urn:undeclared:odd}x": "1"})


@pytest.mark.parametrize("broken", ["Foto & Co", "Br&uuml;cke", "<foo:bar/>Fest"])
def test_a_packet_with_such_faults_is_read(broken: str) -> None:
    packet = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{NAMESPACES["rdf"]}">'
        f'<rdf:Description xmlns:dc="{NAMESPACES["dc"]}"><dc:format>jpeg</dc:format><dc:source>{broken}</dc:source>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    assert parse_packet(packet.encode()).findtext(f"{RDF}Description/{DC}format") == "jpeg"


@pytest.mark.parametrize("part", ["&", "&a", "<a:", " a:b", "xmlns:", "<"])
def test_a_long_text_is_little_work(part: str) -> None:
    before = time.process_time()
    repair_xml("<a>" + part * 300_000)
    assert time.process_time() - before < 2
