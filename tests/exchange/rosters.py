"""Small OneRoster bundles of made-up people: version 1.1 or 1.2, as CSV files by name or as a zip."""

from __future__ import annotations

import csv
import io
import zipfile

__all__ = ["roster", "zipped"]

_USERS = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
_CONTACT = "email,sms,phone,agentSourcedIds,grades,password"
MAX, ZOE = "R801200021002", "U801200018001"


def _table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue()


def _users(version):
    people = [
        {"sourcedId": "p1", "givenName": "Zoe", "familyName": "Example", "identifier": ZOE, "grades": "02",
         "agentSourcedIds": "c1,c2", "username": "zoe", "password": "hush", "role": "student"},
        {"sourcedId": "p2", "givenName": "Max", "familyName": "Example", "userIds": "{UPN:" + MAX + "}", "grades": "R",
         "agentSourcedIds": "c1", "username": "max", "role": "student"},
        {"sourcedId": "p9", "givenName": "Away", "familyName": "Example", "grades": "08", "role": "student",
         "org": "s2", "username": "away"},
        {"sourcedId": "t1", "givenName": "Tess", "familyName": "Teacher", "role": "teacher", "username": "tess"},
        {"sourcedId": "c1", "givenName": "Sam", "familyName": "Example", "role": "parent", "email": "sam@example.org",
         "phone": "07700 900111", "username": "sam"},
        {"sourcedId": "c2", "givenName": "Kit", "familyName": "Sample", "role": "relative", "sms": "07700 900112",
         "username": "kit"},
    ]  # fmt: skip
    return [
        {"orgSourcedIds": one.get("org", "s1"), "primaryOrgSourcedId": one.get("org", "s1"), "enabledUser": "true",
         "status": "active", **one}
        for one in people
    ]  # fmt: skip


def roster(version="1.1", *, urn="990001", changed=None, manifest=None, **tables):
    """The files of a bundle by name. changed: cells of users by sourcedId; tables: texts that take the place of one."""
    users = _users(version)
    for one in users:
        one.update((changed or {}).get(one["sourcedId"], {}))
    head = (_USERS + _CONTACT).split(",")
    if version == "1.1":
        head[4:4] = ["orgSourcedIds", "role"]
    else:
        head += ["userMasterIdentifier", "preferredGivenName", "preferredFamilyName", "primaryOrgSourcedId"]
    said = {"manifest.version": "1.0", "oneroster.version": version, "file.users": "bulk", **(manifest or {})}
    files = {
        "manifest": _table(["propertyName", "value"], [{"propertyName": k, "value": v} for k, v in said.items()]),
        "orgs": f"sourcedId,status,dateLastModified,name,type,identifier\ns1,active,,Alder,school,{urn}\n"
        "s2,active,,Far School,school,999999\nd1,active,,Trust,district,\n",
        "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
        "schoolYear\ny1,active,,2026,schoolYear,2026-09-01,2027-07-20,,2027\n",
        "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
        "schoolSourcedId,termSourcedIds\nk1,active,,2B,02,x,2B,homeroom,,s1,y1\nk2,active,,RB,R,x,RB,homeroom,,s1,y1\n"
        "k3,active,,Music,02,x,Mu,scheduled,,s1,y1\n",
        "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
        "beginDate,endDate\ne1,active,,k1,s1,p1,student,,2026-09-02,\ne2,active,,k2,s1,p2,student,,,\n"
        "e3,active,,k3,s1,p1,student,,2026-09-02,\ne4,active,,k1,s1,t1,teacher,true,,\n",
        "demographics": "sourcedId,status,dateLastModified,birthDate,sex\np1,active,,2019-10-03,female\n"
        "p2,active,,21/01/2022,male\n",
        "users": _table(head, users),
    }  # fmt: skip
    if version != "1.1":
        head = ["sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate",
                "orgSourcedId", "userProfileSourcedId"]  # fmt: skip
        files["roles"] = _table(
            head,
            [
                {"sourcedId": f"r{n}", "status": "active", "userSourcedId": one["sourcedId"], "roleType": "primary",
                 "role": one["role"], "orgSourcedId": one["orgSourcedIds"]}
                for n, one in enumerate(users)
            ],
        )  # fmt: skip
    files |= tables
    return [(f"{name}.csv", text) for name, text in files.items() if text is not None]


def zipped(files, *, folder=""):
    """The files as one archive."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(folder + name, text)
    return ("roster.zip", body.getvalue())
