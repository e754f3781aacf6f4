"""The boxes of the CMS-1500, for professional claims. The titles are ours: the form's own words are NUCC's."""

from __future__ import annotations

from serving.pages.layout.form import Box, Cell, Column, Form, home, person, provider

CMS1500 = Form(
    name="CMS-1500",
    box="box",
    above=(
        Box(
            "",
            "Payer",
            (
                Cell("/payer/name", "Name", long=True),
                Cell("/payer/id", "Payer ID"),
                Cell("/payer/responsibility", "P, S or T"),
            ),
            6,
        ),
        Box("1", "Coverage", (Cell("/payer/filing_indicator", "Filing indicator"),), 2),
        Box("1a", "Insured’s number", (Cell("/subscriber/member_id", "Member ID", patient=True, long=True),), 4),
        Box("2", "Patient", person("/patient"), 4),
        Box(
            "3",
            "Born, sex",
            (Cell("/patient/birth_date", "Birth date", "day", patient=True), Cell("/patient/sex", "Sex")),
            3,
        ),
        Box("4", "Insured", person("/subscriber"), 3),
        Box("6", "Relationship", (Cell("/patient/relationship", "Code"),), 2),
        Box("5", "Patient’s address", home("/patient"), 4),
        Box("7", "Insured’s address", home("/subscriber"), 4, rare=True, insured=True),
        Box(
            "9",
            "Other coverage",
            (
                Cell("/other_payers/*/name", "Other payer", long=True),
                Cell("/other_payers/*/id", "Payer ID"),
                Cell("/other_payers/*/member_id", "Member ID", patient=True),
                Cell("/other_payers/*/responsibility", "P, S or T"),
                Cell("/other_payers/*/paid", "Paid", "amount"),
                Cell("/other_payers/*/paid_date", "On", "day"),
            ),
            4,
            rare=True,
        ),
        Box(
            "10",
            "Accident",
            (
                Cell("/accident/causes", "AA, EM or OA", "words"),
                Cell("/accident/occurred", "Day", "day"),
                Cell("/accident/state", "State"),
            ),
            3,
            rare=True,
        ),
        Box("10d", "Condi\N{SOFT HYPHEN}tions", (Cell("/condition_codes", "Codes", "words"),), 1, rare=True),
        Box("11", "Group", (Cell("/subscriber/group_number", "Number", patient=True),), 2),
        Box(
            "11a",
            "Insured: born, sex",
            (Cell("/subscriber/birth_date", "Birth date", "day", patient=True), Cell("/subscriber/sex", "Sex")),
            3,
            rare=True,
            insured=True,
        ),
        Box(
            "14",
            "Onset, or last period",
            (Cell("/onset_date", "Onset", "day"), Cell("/last_menstrual_period", "Last period", "day")),
            3,
            rare=True,
        ),
        Box("15", "First treated", (Cell("/initial_treatment_date", "Day", "day"),), 2, rare=True),
        Box(
            "18",
            "Hospital stay",
            (Cell("/admission_date", "Admitted", "day"), Cell("/discharge_date", "Discharged", "day")),
            3,
            rare=True,
        ),
        Box("19", "Last seen", (Cell("/last_seen_date", "Day", "day"),), 2, rare=True),
        Box("17", "Referring", provider("/referring_provider"), 3),
        Box("17", "Ordering", provider("/ordering_provider"), 3, rare=True),
        Box("17", "Supervising", provider("/supervising_provider"), 3, rare=True),
        Box("19", "Notes", (Cell("/notes/*/code", "Code"), Cell("/notes/*/text", "Text", long=True)), 3, rare=True),
        Box("21", "Diagnoses", (Cell("/diagnoses/*/code", "ICD-10-CM"),), 12, spare=1, least=4),
        Box(
            "22",
            "Sent again, or late",
            (
                Cell("/frequency_code", "Frequency"),
                Cell("/original_reference", "Payer’s control number"),
                Cell("/delay_reason", "Delay reason"),
            ),
            4,
        ),
        Box(
            "23",
            "Authorization",
            (
                Cell("/prior_authorization", "Authorization number"),
                Cell("/referral", "Referral number"),
                Cell("/clia", "CLIA number"),
            ),
            6,
        ),
        Box("24B", "Place of service", (Cell("/place_of_service", "Of the claim"),), 2),
    ),
    columns=(
        Column("24A", "From, to", (Cell("/service_date", "From", "day"), Cell("/service_date_end", "To", "day"))),
        Column("24B", "Place", (Cell("/place_of_service", "Place of service"),)),
        Column("24C", "EMG", (Cell("/emergency", "Emergency", "flag"),), rare=True),
        Column(
            "24D", "Procedure, modifiers", (Cell("/procedure", "Procedure"), Cell("/modifiers", "Modifiers", "words"))
        ),
        Column("24E", "Points to", (Cell("/diagnosis_pointers", "Diagnoses, by letter", "pointers"),)),
        Column("24F", "Charge", (Cell("/charge", "Charge", "amount"),)),
        Column("24G", "Units", (Cell("/units", "Units", "amount"), Cell("/unit", "UN or MJ"))),
        Column("24H", "EPSDT", (Cell("/epsdt", "EPSDT", "flag"),), rare=True),
        Column("24J", "Rendering", (Cell("/rendering_provider/npi", "Rendering NPI"),)),
        Column(
            "23",
            "Line’s own",
            (Cell("/prior_authorization", "Authorization"), Cell("/referral", "Referral")),
            rare=True,
        ),
        Column(
            "24",
            "Drug",
            (Cell("/ndc/code", "NDC"), Cell("/ndc/quantity", "Quantity", "amount"), Cell("/ndc/unit", "Unit")),
            rare=True,
        ),
    ),
    below=(
        Box("25", "Tax ID", (Cell("/billing_provider/tax_id", "EIN or SSN"),), 2),
        Box("26", "Account", (Cell("/claim_id", "Claim number"),), 2),
        Box("27", "Assignment", (Cell("/assignment", "A, B or C"),), 2),
        Box("12", "Release", (Cell("/release_of_information", "Y or I"),), 1),
        Box("13", "Benefits", (Cell("/benefits_assigned", "Y, N or W"),), 1),
        Box("28", "Total charge", (Cell("/total_charge", "Dollars", "amount"),), 2),
        Box("29", "Paid by patient", (Cell("/patient_paid", "Dollars", "amount"),), 2),
        Box("24J, 31", "Rendering", provider("/rendering_provider", taxonomy=True), 4),
        Box("32", "Where rendered", provider("/service_facility", people=False, address=True), 4),
        Box("33", "Billing", provider("/billing_provider", address=True, taxonomy=True), 4),
    ),
)
