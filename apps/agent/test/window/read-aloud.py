"""Tells what a screen reader would find in the window: one JSON line of its controls, by AT-SPI."""
import json
import sys

import pyatspi


def text_of(accessible):
    try:
        text = accessible.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        return ""


def labels_of(accessible):
    relations = accessible.getRelationSet()
    wanted = [each for each in relations if each.getRelationType() == pyatspi.RELATION_LABELLED_BY]
    return [each.getTarget(index).name for each in wanted for index in range(each.getNTargets())]


def describe(accessible, into):
    states = accessible.getState()
    if not states.contains(pyatspi.STATE_SHOWING) and accessible.getRoleName() != "application":
        return
    extents = accessible.queryComponent().getExtents(pyatspi.WINDOW_COORDS) if "Component" in pyatspi.listInterfaces(accessible) else None
    into.append(
        {
            "role": accessible.getRoleName(),
            "name": accessible.name,
            "text": text_of(accessible),
            "labels": labels_of(accessible),
            "sensitive": states.contains(pyatspi.STATE_SENSITIVE),
            "focused": states.contains(pyatspi.STATE_FOCUSED),
            "focusable": states.contains(pyatspi.STATE_FOCUSABLE),
            "checked": states.contains(pyatspi.STATE_CHECKED),
            "selected": states.contains(pyatspi.STATE_SELECTED),
            "box": [extents.x, extents.y, extents.width, extents.height] if extents else None,
        }
    )
    for child in accessible:
        if child is not None:
            describe(child, into)


found = []
for application in pyatspi.Registry.getDesktop(0):
    if application is not None and application.name == sys.argv[1]:
        describe(application, found)
print(json.dumps(found))
