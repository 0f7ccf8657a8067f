"""Which tables, texts and programs would do harm, or are not what they seem?"""

from tests.evidence import samples
from tests.evidence.hostile.cases import (
    AGAIN,
    UNKNOWN,
    accepted,
    neutralised,
    refused,
)  # fmt: skip

PRINT = "Print it to PDF, then add the PDF."
WORDS = "Save its text as PDF, then add the PDF."
INSTEAD = "Add a screenshot or a PDF of what it shows instead."
# Put together here, so that no scanner takes this file for what it tests.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-" + "TEST-FILE!$H+H*"
SHORTCUT = b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(70)
FORMULAS = "Name,Hours\n=cmd|' /C calc'!A0,7\n@SUM(1+1),8\n+HYPERLINK(\"x\"),9\n"
MAIL = "Received: from a by b\nMIME-Version: 1.0\nSubject: x\n\nhello\n"
CASES = [
    refused("Nothing", "plan.pdf", lambda _: b"",
            f"it is empty. Check the file on your device, {AGAIN}"),
    accepted("One letter", "x.txt", lambda _: b"x"),
    refused("One nought", "x.txt", lambda _: b"\x00", UNKNOWN),
    neutralised("CSV with formulas", "kpi.csv", lambda _: FORMULAS, formulas=None),
    accepted("CSV with minus signs", "kpi.csv", lambda _: "Week,Change\n1,-3.5\n2,+4\n"),
    accepted("CSV that almost calls something for 500 KB", "kpi.csv",
             lambda _: "a,+" + "a" * 500_000),
    accepted("CSV with 10,000 columns", "kpi.csv", lambda _: samples.table(3, 10_000)),
    refused("CSV with noughts", "kpi.csv", lambda _: b"a,b\n1,\x002\n", UNKNOWN),
    accepted("CSV of one endless line", "kpi.csv", lambda _: "a" * 300_000),
    accepted("CSV of one open quote", "kpi.csv", lambda _: '"' + "a,b\n" * 5000),
    accepted("CSV from Windows", "kpi.csv", lambda _: "Kosten;£40;Größe\n".encode("cp1252"),
             claimed="application/vnd.ms-excel"),
    accepted("CSV in broken UTF-8", "kpi.csv", lambda _: "Kosten;Größe\n".encode() + b"\xff\n"),
    refused("CSV in UTF-16 without a mark", "kpi.csv", lambda _: "a;b\n".encode("utf-16-le"),
            UNKNOWN),
    accepted("Text in UTF-16", "notes.txt", lambda _: "Dear Ben – hello.\n".encode("utf-16")),
    accepted("Text that turns round", "notes.txt",
             lambda _: "one \u202etxt.exe\u202c two \u200b\u2066three\u2069\n"),
    accepted("Text with markup", "notes.md",
             lambda outside: f"# Plan <img src='{outside}' onerror='alert(1)'> [x](javascript:1)"),
    accepted("Test virus where no scanner is set", "eicar.txt", lambda _: EICAR),
    refused("Binary named .txt", "notes.txt", lambda _: bytes(range(256)) * 4, UNKNOWN),
    refused("Text named .pdf", "plan.pdf", lambda _: "just words",
            "its content is plain text, although its name ends in .pdf. Open it on your device to "
            "see what it is, save it as PDF, then add the PDF."),
    refused("Text with an ending nobody knows", "plan.foo", lambda _: "just words",
            f"it is plain text, but its name ends in .foo. Give it the ending .txt, {AGAIN}"),
    refused("Text sent as a program", "plan.txt", lambda _: "just words",
            "it is plain text, but it was sent as application/x-msdownload. "
            "Add it again from another browser or device.", claimed="application/x-msdownload"),
    refused("Web page named .txt", "notes.txt", lambda _: "<!doctype html><script>alert(1)",
            f"it is a web page (HTML), although its name ends in .txt. {PRINT}"),
    refused("Web page named .jpg", "photo.jpg", lambda _: "\ufeff \n<!-- x --><script>alert(1)",
            f"it is a web page (HTML), although its name ends in .jpg. {PRINT}"),
    refused("Web page named .csv in UTF-16", "kpi.csv",
            lambda _: "<html><body onload=alert(1)>".encode("utf-16"),
            f"it is a web page (HTML), although its name ends in .csv. {PRINT}"),
    refused("HTML application", "start.hta", lambda _: "<script>new ActiveXObject('x')</script>",
            f"it is a web page (HTML). {PRINT}"),
    refused("XML with an entity named .txt", "order.txt",
            lambda outside: f'<?xml version="1.0"?><!DOCTYPE a SYSTEM "{outside}"><a/>',
            "it is an XML file, although its name ends in .txt. "
            "Save what it shows as PDF, then add the PDF."),
    refused("JavaScript", "start.js", lambda _: "alert(1)", f"it is a script. {WORDS}"),
    refused("Shell script named .txt", "notes.txt", lambda _: "#!/bin/sh\nrm -r /\n",
            f"it is a script, although its name ends in .txt. {WORDS}"),
    refused("Batch file named .txt", "notes.txt", lambda _: "@echo off\r\nformat c:\r\n",
            f"it is a script, although its name ends in .txt. {WORDS}"),
    refused("PowerShell", "start.ps1", lambda _: "Get-Process", f"it is a script. {WORDS}"),
    refused("PHP named .csv", "kpi.csv", lambda _: "<?php system($_GET['c']);",
            f"it is a script, although its name ends in .csv. {WORDS}"),
    refused("Internet shortcut", "x.url", lambda outside: f"[InternetShortcut]\nURL={outside}\n",
            f"it is a script. {WORDS}"),
    refused("Shortcut named .pdf", "plan.pdf", lambda _: SHORTCUT,
            f"it is a program, although its name ends in .pdf. {INSTEAD}"),
    refused("Program named .pdf", "plan.pdf", lambda _: samples.program(),
            f"it is a program, although its name ends in .pdf. {INSTEAD}"),
    refused("Program of Linux", "tool", lambda _: b"\x7fELF\x02\x01\x01" + bytes(60),
            f"it is a program. {INSTEAD}"),
    refused("Words named .exe", "setup.exe", lambda _: "words", f"it is a program. {INSTEAD}"),
    refused("E-mail", "mail.eml", lambda _: MAIL,
            "it is a saved e-mail. Print the e-mail to PDF, then add the PDF."),
    refused("Outlook item", "mail.msg",
            lambda _: samples.ole("Root Entry", "__substg1.0_0037001F"),
            f"it is a saved Outlook item. {PRINT}"),
    refused("Rich Text with an object", "notes.rtf",
            lambda _: r"{\rtf1{\object\objautlink\objupdate{\*\objdata 0105}}}",
            f"it is a Rich Text file (.rtf). Save it as .docx or PDF, {AGAIN}"),
    refused("Thumbnails of Windows", "thumbs.db", lambda _: samples.ole("Root Entry"),
            UNKNOWN),
]  # fmt: skip
