"""A council that is in no built-in pack, as its people would write it: YAML only. Made for the tests of complaint routes."""

from __future__ import annotations

from pathlib import Path

from protocol_data.library import load_pack
from protocol_data.pack import Pack

KEY = "borsetshire"
_COUNCIL = """
key: borsetshire
name: Borsetshire District Council
nation: england
timezone: Europe/London
protocol: {title: Working Together, edition: "2025"}
terms: {member: Councillor, officer: Officer}
roles:
  line_manager: {title: Team Manager, clause: "2"}
  director: {title: Director, clause: "2"}
  head_of_hr: {title: Head of People, clause: "2"}
  chief_executive: {title: Chief Executive, clause: "2"}
  group_leader: {title: Group Leader, clause: "3"}
  monitoring_officer: {title: Solicitor to the Council, clause: "3"}
"""
_CLAUSES = """
- {ref: "1", heading: Aim, binds: [member], force: fact, summary: Councillors and officers respect each other., topics: [respect], asks: [one, two, three]}
- {ref: "2", heading: Complaints about officers, binds: [member], force: should, summary: Speak first., topics: [respect], asks: [four, five, six]}
- {ref: "3", heading: Complaints about councillors, binds: [officer], force: should, summary: See your director., topics: [respect], asks: [seven, eight, nine]}
"""
_PROCEDURES = """
procedures:
  - key: about_officer
    kind: complaint
    title: A Councillor's complaint about an Officer
    reader: member
    about: [officer, breach_by_officer]
    situations: [an officer was rude to me, a member of staff shouted at me, I want to complain about how an officer treated me]
    steps:
      - {who: the Officer, how: speak to the Officer, clause: "2", not_if: [informal_tried, serious]}
      - {who: the Team Manager, roles: [line_manager], how: tell the Team Manager, clause: "2", not_if: [serious]}
      - {who: the Director, roles: [director], how: write to the Director, clause: "2"}
      - {who: the Chief Executive, roles: [chief_executive], how: the Chief Executive looks at it afresh, clause: "2"}
      - {who: the Appeals Panel, how: hears the matter, clause: "1", only_if: [repeated], body: Appeals Panel}
    clauses: ["2", "1"]
  - key: about_chief_executive
    kind: complaint
    title: A complaint about the Chief Executive
    about: [chief_executive]
    situations: [the chief executive was rude to me, it is the chief executive whom I want to complain about]
    steps:
      - {who: the Head of People, roles: [head_of_hr], how: raise it, clause: "2"}
      - {who: the Appeals Panel, how: hears the matter, clause: "1"}
    final_body: Appeals Panel
    clauses: ["2", "1"]
  - key: about_councillor
    kind: complaint
    title: An Officer's complaint about a Councillor
    reader: officer
    about: [member]
    situations: [a councillor was rude to me, I am bullied by a councillor]
    steps:
      - {who: your Director, roles: [director], how: tell your Director, clause: "3"}
      - {who: the Group Leader, roles: [group_leader], how: your Director speaks to the Group Leader, clause: "3"}
    clauses: ["3"]
  - key: seeing_a_document
    kind: information
    title: Seeing a document
    about: [information_request]
    situations: [may I see a file, I would like to look at some papers]
    not_for: [may I see the file of another council, I would like to look at papers that the county holds and not we]
    steps:
      - {who: the Director, roles: [director], how: decides, clause: "1"}
      - {who: the Solicitor to the Council, roles: [monitoring_officer], how: settles it, clause: "1"}
    clauses: ["1"]
  - key: document_refused
    kind: information
    title: A document was refused
    about: [information_request]
    situations: [they refused to show me a file, I was turned down when I asked for papers]
    steps: [{who: the Solicitor to the Council, roles: [monitoring_officer], how: settles it, clause: "1"}]
    clauses: ["1"]
  - key: media
    kind: media
    title: A press request
    steps: [{who: the press office, how: clears it, clause: "1"}]
    clauses: ["1"]
"""


def sixth_council(shelf: Path) -> Pack:
    """Write the pack into a shelf's folder, and load it."""
    folder = shelf / KEY
    folder.mkdir(parents=True)
    for name, content in (("council", _COUNCIL), ("clauses", _CLAUSES), ("topics", "respect: {silent: true}"), ("procedures", _PROCEDURES)):
        (folder / f"{name}.yml").write_text(content, encoding="utf-8")
    return load_pack(folder)
