"""Dental claims, in the order of the dental form; its boxes are not numbered here."""

from __future__ import annotations

from serving.pages.layout.form import Box, Cell, Column, Form, home, person, provider

DENTAL = Form(
    name="Dental claim",
    box="field",
    above=(
        Box(
            "",
            "Payer",
            (
                Cell("/payer/name", "Name", long=True),
                Cell("/payer/id", "Payer ID"),
                Cell("/payer/filing_indicator", "Filing indicator"),
            ),
            5,
        ),
        Box(
            "",
            "Authorization",
            (Cell("/prior_authorization", "Authorization number"), Cell("/referral", "Referral number")),
            4,
            rare=True,
        ),
        Box(
            "",
            "Sent again, or late",
            (
                Cell("/frequency_code", "Frequency"),
                Cell("/original_reference", "Payer’s control number"),
                Cell("/delay_reason", "Delay reason"),
            ),
            3,
        ),
        Box("", "Insured", person("/subscriber"), 4),
        Box(
            "",
            "Insured’s number",
            (
                Cell("/subscriber/member_id", "Member ID", patient=True),
                Cell("/subscriber/group_number", "Group", patient=True),
            ),
            4,
        ),
        Box(
            "",
            "Insured: born, sex",
            (Cell("/subscriber/birth_date", "Birth date", "day", patient=True), Cell("/subscriber/sex", "Sex")),
            4,
            rare=True,
            insured=True,
        ),
        Box("", "Patient", person("/patient"), 4),
        Box(
            "",
            "Born, sex",
            (
                Cell("/patient/birth_date", "Birth date", "day", patient=True),
                Cell("/patient/sex", "Sex"),
                Cell("/patient/relationship", "Relationship"),
            ),
            4,
        ),
        Box("", "Patient’s address", home("/patient"), 4),
        Box("", "Diagnoses", (Cell("/diagnoses/*/code", "ICD-10-CM"),), 8, spare=1),
        Box("", "Place of service", (Cell("/place_of_service", "Code"),), 2),
        Box(
            "",
            "Accident",
            (Cell("/accident/causes", "AA, EM or OA", "words"), Cell("/accident/occurred", "Day", "day")),
            2,
            rare=True,
        ),
    ),
    columns=(
        Column("", "Day", (Cell("/service_date", "Day", "day"),)),
        Column("", "Area", (Cell("/oral_cavity", "Area of the mouth", "words"),), rare=True),
        Column("", "Tooth", (Cell("/teeth/0/code", "Tooth"), Cell("/teeth/0/surfaces", "Surfaces", "words"))),
        Column("", "Procedure, modifiers", (Cell("/procedure", "Procedure"), Cell("/modifiers", "Modifiers", "words"))),
        Column("", "Points to", (Cell("/diagnosis_pointers", "Diagnoses, by letter", "pointers"),)),
        Column("", "Units", (Cell("/units", "Units", "amount"),)),
        Column("", "Charge", (Cell("/charge", "Charge", "amount"),)),
    ),
    below=(
        Box("", "Account", (Cell("/claim_id", "Claim number"),), 3),
        Box("", "Total charge", (Cell("/total_charge", "Dollars", "amount"),), 2),
        Box("", "Paid by patient", (Cell("/patient_paid", "Dollars", "amount"),), 2),
        Box("", "Tax ID", (Cell("/billing_provider/tax_id", "EIN or SSN"),), 2),
        Box("", "Rendering", provider("/rendering_provider", taxonomy=True), 4),
        Box("", "Where rendered", provider("/service_facility", people=False, address=True), 4),
        Box("", "Billing", provider("/billing_provider", address=True, taxonomy=True), 4),
    ),
)
