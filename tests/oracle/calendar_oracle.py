#!/usr/bin/python3
"""Our calendar objects, read by readers that know nothing of us.

usage: calendar_oracle.py FOLDER [ICAL.JS]

Every tests/golden/calendar/NAME.ics is read with python3-icalendar, with
python3-vobject and with ical.js (what Thunderbird uses: taken out of its
omni.ja, or a file or folder of npm), and each must find the values written
down by hand below, none of which our code made. Besides, each object has what
RFC 5546 3.2 asks of its method and nothing it forbids."""
import datetime
import difflib
import glob
import json
import os
import pprint
import shutil
import subprocess
import sys
import tempfile
import zipfile

try:
    import icalendar
    import vobject
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

OMNI = "/usr/lib/thunderbird/omni.ja"
HERE = os.path.dirname(os.path.abspath(__file__))

# ---- what they say, written by hand ----

GW = ("gw+cal@sec.example", "WG5秘书处")


def person(mail, name="", **more):
    return {"mail": mail, "cn": name, "cutype": "INDIVIDUAL",
            "role": "REQ-PARTICIPANT", "partstat": "NEEDS-ACTION",
            "rsvp": "TRUE", "from": "", **more}


def event(uid, start, end="", **more):
    said = {"uid": uid, "sequence": 0, "stamp": "2026-03-09T02:00:00Z",
            "start": start, "end": end, "summary": "", "location": "",
            "description": "", "url": "", "comment": "", "organizer": GW,
            "attendees": [], "status": "CONFIRMED", "transp": "",
            "alarms": []}
    said.update(more)
    return said


def plenary(**more):
    return event("WG5-2026-P1@sec.example", "2026-03-31T01:00:00Z",
                 "2026-03-31T09:00:00Z",
                 **{"summary": "WG5 2026年第一次全体会议", **more})


def deadline(what, day, words):
    return event("WG5-2026-P1-%s@sec.example" % what, day, summary=words,
                 transp="TRANSPARENT", alarms=[(-54000, words)])


R1 = person("r1@m01.example", "示例科技代表")
C1 = person("c1@m01.example", "Zhang, San", role="OPT-PARTICIPANT")
ODD = "a\\nb; c, d: \"e\"  ATTENDEE:mailto:evil@x.example"
FIRST = "WG5 2026年第一次全体会议"

WANT = {
    "request": ("REQUEST", "", [plenary(
        location="北京市海淀区知春路1号; 3层, 301室",
        description="标准建议和贡献请于3月17日24:00前提交；\n"
                    "不能参会请回复并说明事由。",
        url="https://meeting.example/dm/a?b=c&d=e",
        attendees=[R1, C1], alarms=[(-86400, FIRST)])]),
    "update": ("REQUEST", "", [plenary(
        sequence=1, location="线上", attendees=[R1],
        alarms=[(-5400, FIRST)])]),
    "cancel": ("CANCEL", "", [plenary(
        sequence=2, comment="因故取消。\n另行通知。", attendees=[R1, C1],
        status="CANCELLED")]),
    "cancel-one": ("CANCEL", "", [plenary(
        sequence=1, comment="您不再代表该单位。", attendees=[C1],
        status="")]),
    "deadlines": ("PUBLISH", "", [
        deadline("plan", "2026-02-28", "会议方案报备截止"),
        deadline("notice", "2026-03-10", "会议通知截止"),
        deadline("contrib", "2026-03-17", "贡献提交截止")]),
    "declinecounter": ("DECLINECOUNTER", "", [plenary(
        comment="时间已与各单位商定，不作调整。", attendees=[R1])]),
    "delegate": ("REQUEST", "", [plenary(
        attendees=[person("wu@m10.example", "吴某",
                          **{"from": "r1@m10.example"})],
        alarms=[(-86400, FIRST)])]),
    "refresh": ("REQUEST", "", [plenary(
        sequence=1, stamp="2026-03-10T02:00:00Z", location="线上",
        attendees=[R1], alarms=[(-5400, FIRST)])]),
    "odd": ("REQUEST", "", [event(
        "WG5-2026-L1@sec.example", "2026-03-31T16:00:00Z",
        "2026-03-31T16:00:01Z", sequence=2147483647, summary=ODD,
        location="三层 , 301",
        description="一😀二😀三😀四😀五😀六😀七😀八😀九😀十😀\n\n"
                    "END:VEVENT\n\\, \\; \\\\ %0d%0a",
        url="https://meeting.example/%E4%BC%9A%E8%AE%AE%201"
            "?a=%2F&b=%22c%22",
        comment="BEGIN:VALARM",
        attendees=[
            person("o'neil+a=b@x.example", "O'Neil; Zhang: 三n"),
            person("a%25b%3Fc@x.example"),
            person("u@x.example", "😀𠀀 Ünal",
                   **{"from": "o'neil+a=b@x.example"})],
        alarms=[(-90061, ODD)])]),
    "feed": ("PUBLISH", "WG5 会议与节点", [
        plenary(sequence=1, location="线上"),
        event("WG5-2026-PX@sec.example", "2026-07-01T01:00:00Z",
              "2026-07-01T09:00:00Z", sequence=1,
              summary="WG5 2026年临时全体会议", status="CANCELLED"),
        deadline("contrib", "2026-03-17", "贡献提交截止")]),
}

# python3-icalendar 4.0 takes an escaped backslash before n, "," or ";" for the
# escape of that; later ones may do better.
ODD_4 = ODD.replace("\\n", "\n")
KNOWN = {("icalendar", "odd"): {
    "summary": ODD_4, "alarms": [(-90061, ODD_4)],
    "description": "一😀二😀三😀四😀五😀六😀七😀八😀九😀十😀\n\n"
                   "END:VEVENT\n, ; \\ %0d%0a"}}

# ---- RFC 5546 3.2: exactly one, at least one, none ----

EACH = {"UID", "DTSTAMP", "ORGANIZER"}
RFC5546 = {
    "PUBLISH": (EACH | {"DTSTART", "SUMMARY"}, set(),
                {"ATTENDEE", "REQUEST-STATUS"}),
    "REQUEST": (EACH | {"DTSTART", "SUMMARY"}, {"ATTENDEE"},
                {"REQUEST-STATUS"}),
    "CANCEL": (EACH | {"SEQUENCE"}, {"ATTENDEE"},
               {"REQUEST-STATUS", "BEGIN:VALARM"}),
    "DECLINECOUNTER": (EACH | {"SEQUENCE"}, set(), {"BEGIN:VALARM"}),
}
# What RFC 5545 3.6.1 lets stand once at most.
ONCE = {"CLASS", "CREATED", "DESCRIPTION", "DTEND", "DURATION", "GEO",
        "LAST-MODIFIED", "LOCATION", "PRIORITY", "RECURRENCE-ID", "SEQUENCE",
        "STATUS", "SUMMARY", "TRANSP", "URL"}
SHUT = {"REQUEST": {"TENTATIVE", "CONFIRMED"}, "CANCEL": {"CANCELLED"},
        "PUBLISH": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
        "DECLINECOUNTER": {"TENTATIVE", "CONFIRMED", "CANCELLED"}}


def lines(data):
    """Content lines, unfolded; the wire's own form is looked at first."""
    assert data.endswith(b"\r\n") and b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode()
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def table_faults(data, method):
    one, some, none = RFC5546[method]
    open_, names, faults = [], [], []
    zones, used = set(), set()
    for line in lines(data):
        head, _, value = line.partition(":")
        name = head.partition(";")[0]
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                names = []
            names.append(line)
        elif name == "END":
            assert open_.pop() == value
            if value == "VEVENT":
                faults += event_faults(names, one, some, none)
        elif open_[-1] == "VEVENT":
            names.append(name)
            if name == "STATUS" and value not in SHUT[method]:
                faults.append("STATUS:" + value)
            if "TZID=" in head:
                used.add(head.partition("TZID=")[2])
        elif open_[-1] == "VTIMEZONE" and name == "TZID":
            zones.add(value)
    if used - zones:
        faults.append("no VTIMEZONE for %s" % (used - zones))
    if lines(data).count("METHOD:" + method) != 1:
        faults.append("METHOD is not there once")
    return faults


def event_faults(names, one, some, none):
    said = ["%s is there %d times" % (n, names.count(n))
            for n in one if names.count(n) != 1]
    said += ["%s is missing" % n for n in some if n not in names]
    said += ["%s is forbidden" % n for n in none if n in names]
    said += ["%s is there twice" % n for n in ONCE if names.count(n) > 1]
    if "DTEND" in names and "DURATION" in names:
        said.append("DTEND and DURATION")
    return said


# ---- the readers, each to the same form ----

def when(value):
    if not value:
        return ""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    assert value.tzinfo, value
    return value.astimezone(datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def mail(uri):
    if not uri:
        return ""
    assert uri.startswith("mailto:"), uri
    return uri[len("mailto:"):]


def with_icalendar(data):
    calendar = icalendar.Calendar.from_ical(data)

    def many(value):
        return [] if value is None else \
            value if isinstance(value, list) else [value]

    def one(found):
        assert not found.errors, found.errors
        get = lambda name: str(found.get(name, ""))
        day = lambda name: when(found[name].dt) if name in found else ""
        organizer = found["organizer"]
        return {
            "uid": get("uid"), "sequence": int(found["sequence"]),
            "stamp": day("dtstamp"), "start": day("dtstart"),
            "end": day("dtend"), "summary": get("summary"),
            "location": get("location"), "description": get("description"),
            "url": get("url"), "comment": get("comment"),
            "organizer": (mail(organizer), organizer.params.get("CN", "")),
            "attendees": [{
                "mail": mail(a), "cn": a.params.get("CN", ""),
                "cutype": a.params["CUTYPE"], "role": a.params["ROLE"],
                "partstat": a.params["PARTSTAT"], "rsvp": a.params["RSVP"],
                "from": mail(a.params.get("DELEGATED-FROM", ""))}
                for a in many(found.get("attendee"))],
            "status": get("status"), "transp": get("transp"),
            "alarms": [(int(a["trigger"].dt.total_seconds()),
                        str(a["description"])) for a in found.walk("VALARM")
                       if a["action"] == "DISPLAY"],
        }

    return (str(calendar["method"]), str(calendar.get("name", "")),
            [one(found) for found in calendar.walk("VEVENT")])


def with_vobject(data):
    calendar = vobject.readOne(data.decode())

    def text(component, name):
        found = component.contents.get(name, [])
        return found[0].value if found else ""

    def parameter(line, name):
        return line.params.get(name, [""])[0]

    def one(found):
        organizer = found.organizer
        return {
            "uid": text(found, "uid"), "sequence": int(text(found, "sequence")),
            "stamp": when(text(found, "dtstamp")),
            "start": when(text(found, "dtstart")),
            "end": when(text(found, "dtend")),
            "summary": text(found, "summary"),
            "location": text(found, "location"),
            "description": text(found, "description"),
            "url": text(found, "url"), "comment": text(found, "comment"),
            "organizer": (mail(organizer.value), parameter(organizer, "CN")),
            "attendees": [{
                "mail": mail(a.value), "cn": parameter(a, "CN"),
                "cutype": parameter(a, "CUTYPE"), "role": parameter(a, "ROLE"),
                "partstat": parameter(a, "PARTSTAT"),
                "rsvp": parameter(a, "RSVP"),
                "from": mail(parameter(a, "DELEGATED-FROM"))}
                for a in found.contents.get("attendee", [])],
            "status": text(found, "status"), "transp": text(found, "transp"),
            "alarms": [(int(a.trigger.value.total_seconds()),
                        a.description.value)
                       for a in found.contents.get("valarm", [])
                       if a.action.value == "DISPLAY"],
        }

    return (text(calendar, "method"), text(calendar, "name"),
            [one(found) for found in calendar.vevent_list])


def module_of(given):
    """The folder's ical.js as one module's text, and where it was found."""
    if os.path.exists(OMNI):
        with zipfile.ZipFile(OMNI) as omni:
            for name in omni.namelist():
                if name.lower().endswith("calendar/ical.sys.mjs"):
                    return omni.read(name).decode(), OMNI
    places = [given] if given else []
    if shutil.which("npm"):
        root = subprocess.run(["npm", "root", "-g"], capture_output=True,
                              text=True).stdout.strip()
        places.append(os.path.join(root, "ical.js", "dist", "ical.js"))
    for place in filter(os.path.isfile, places):
        with open(place, encoding="utf-8") as file:
            return file.read(), place
    return None, "no Thunderbird, no ical.js in npm"


def with_ical_js(files):
    """file → what it says, or None when there is no ical.js here."""
    source, place = module_of(sys.argv[2] if len(sys.argv) > 2 else None)
    node = shutil.which("node") or "/usr/bin/node"
    if not source or not os.path.exists(node):
        print("skipped ical.js:", place if not source else "no node")
        return None
    with tempfile.TemporaryDirectory() as room:
        with open(os.path.join(room, "ical.mjs"), "w",
                  encoding="utf-8") as module:
            module.write(source)
        shutil.copy(os.path.join(HERE, "ical_js.mjs"), room)
        done = subprocess.run([node, os.path.join(room, "ical_js.mjs"), *files],
                              capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("ical.js: " + done.stderr)
    print("ical.js of", place)
    said = json.loads(done.stdout)
    for name in said:
        method, title, events = said[name]
        for found in events:
            found["organizer"] = tuple(found["organizer"])
            found["alarms"] = [tuple(alarm) for alarm in found["alarms"]]
        said[name] = (method, title, events)
    return said


def show(name, reader, got, want):
    print("%s as read by %s:" % (name, reader))
    print("\n".join(difflib.unified_diff(
        pprint.pformat(want, sort_dicts=False).split("\n"),
        pprint.pformat(got, sort_dicts=False).split("\n"), "by hand", reader,
        lineterm="", n=1)))


def main():
    folder = sys.argv[1]
    files = sorted(glob.glob(os.path.join(folder, "*.ics")))
    names = [os.path.basename(file)[:-len(".ics")] for file in files]
    bad = 0
    if set(WANT) != set(names):
        print("files and expectations differ:", set(WANT) ^ set(names))
        bad += 1
    for name, file in zip(names, files):
        with open(file, "rb") as opened:
            for fault in table_faults(opened.read(), WANT[name][0]):
                print("%s: %s" % (name, fault))
                bad += 1
    if bad:
        return 1
    js = with_ical_js(files)
    readings = 0
    for name, file in zip(names, files):
        with open(file, "rb") as opened:
            data = opened.read()
        want = WANT[name]
        got = {"icalendar": with_icalendar(data), "vobject": with_vobject(data)}
        if js:
            got["ical.js"] = js[file]
        for reader, said in got.items():
            readings += 1
            known = (*want[:2], [{**e, **KNOWN.get((reader, name), {})}
                                 for e in want[2]])
            if said not in (want, known):
                show(name, reader, said, want)
                bad += 1
    print("%d objects, %d readings, %d faults" % (len(files), readings, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
