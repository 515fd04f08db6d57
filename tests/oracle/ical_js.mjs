// What ical.js (ical.mjs beside this file) reads in the files named, as JSON
// in the form of calendar_oracle.py.
import { readFileSync } from "node:fs";
import ICAL from "./ical.mjs";

const mail = (uri) => {
  if (!uri) return "";
  if (!uri.startsWith("mailto:")) throw new Error(`no mailto: ${uri}`);
  return uri.slice("mailto:".length);
};

const when = (time) => {
  if (!time) return "";
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone)
    throw new Error(`a time without a zone: ${time}`);
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
};

const text = (component, name) =>
  component.getFirstPropertyValue(name)?.toString() ?? "";

const one = (component) => {
  const event = new ICAL.Event(component);
  const organizer = component.getFirstProperty("organizer");
  const time = (name) => when(component.getFirstPropertyValue(name));
  return {
    uid: event.uid,
    sequence: event.sequence,
    stamp: time("dtstamp"),
    start: time("dtstart"),
    end: time("dtend"),
    summary: text(component, "summary"),
    location: text(component, "location"),
    description: text(component, "description"),
    url: text(component, "url"),
    comment: text(component, "comment"),
    organizer: [mail(organizer.getFirstValue()),
                organizer.getParameter("cn") ?? ""],
    attendees: component.getAllProperties("attendee").map((a) => ({
      mail: mail(a.getFirstValue()),
      cn: a.getParameter("cn") ?? "",
      cutype: a.getParameter("cutype"),
      role: a.getParameter("role"),
      partstat: a.getParameter("partstat"),
      rsvp: a.getParameter("rsvp"),
      from: mail([a.getParameter("delegated-from")].flat()[0]),
    })),
    status: text(component, "status"),
    transp: text(component, "transp"),
    alarms: component.getAllSubcomponents("valarm")
      .filter((a) => text(a, "action") === "DISPLAY")
      .map((a) => [a.getFirstPropertyValue("trigger").toSeconds(),
                   text(a, "description")]),
  };
};

const said = {};
for (const file of process.argv.slice(2)) {
  const root = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of root.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  said[file] = [text(root, "method"), text(root, "name"),
                root.getAllSubcomponents("vevent").map(one)];
}
process.stdout.write(JSON.stringify(said));
