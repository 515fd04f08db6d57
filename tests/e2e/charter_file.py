"""charter.conf as tests change it."""


def acts_only(charter):
    """A charter without the duties of meetings, projects and periods: what an
    application sends is then all that is sent."""
    head, rows = charter.split("duties = (\n", 1)
    kept = [row for row in rows.rsplit("\n);", 1)[0].split(",\n    {")
            if "about =" not in row]
    return head + "duties = (\n" + ",\n    {".join(kept) + "\n);\n"


def rewrite(path, change):
    with open(path, encoding="utf-8") as f:
        charter = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(change(charter))
