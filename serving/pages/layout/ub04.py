"""The form locators of the UB-04, for institutional claims. The titles are ours: the form's own words are NUBC's."""

from __future__ import annotations

from serving.pages.layout.form import Box, Cell, Column, Form, home, person, provider

UB04 = Form(
    name="UB-04",
    box="form locator",
    above=(
        Box("1", "Billing", provider("/billing_provider", people=False, address=True), 4),
        Box("2", "Pay to", provider("/pay_to_provider", people=False), 3, rare=True),
        Box(
            "3",
            "Account",
            (Cell("/claim_id", "Claim number"), Cell("/medical_record", "Medical record", patient=True)),
            3,
        ),
        Box("4", "Type of bill", (Cell("/type_of_bill", "Code"),), 2),
        Box("5", "Tax ID", (Cell("/billing_provider/tax_id", "EIN or SSN"),), 2),
        Box(
            "6",
            "Statement",
            (Cell("/statement_from", "From", "day"), Cell("/statement_through", "Through", "day")),
            3,
        ),
        Box("8", "Patient", person("/patient"), 4),
        Box(
            "10, 11",
            "Born, sex",
            (Cell("/patient/birth_date", "Birth date", "day", patient=True), Cell("/patient/sex", "Sex")),
            3,
        ),
        Box("9", "Patient’s address", home("/patient"), 4),
        Box(
            "12–15",
            "Admission",
            (
                Cell("/admission_date", "Day", "day"),
                Cell("/admission_hour", "Hour"),
                Cell("/admission_type", "Type"),
                Cell("/admission_source", "Source"),
            ),
            5,
        ),
        Box(
            "16, 17",
            "Discharge",
            (Cell("/discharge_hour", "Hour"), Cell("/discharge_status", "Status")),
            3,
        ),
        Box("18–28", "Conditions", (Cell("/condition_codes", "Codes", "words", long=True),), 4, rare=True),
        Box(
            "29", "Accident", (Cell("/accident/state", "State"), Cell("/accident/occurred", "Day", "day")), 2, rare=True
        ),
        Box(
            "31–36",
            "Occurrences",
            (
                Cell("/occurrence_codes/*/code", "Code"),
                Cell("/occurrence_codes/*/start", "From", "day"),
                Cell("/occurrence_codes/*/end", "Through", "day"),
            ),
            6,
            spare=1,
            rare=True,
        ),
        Box(
            "39–41",
            "Values",
            (Cell("/value_codes/*/code", "Code"), Cell("/value_codes/*/amount", "Amount", "amount")),
            6,
            spare=1,
            rare=True,
        ),
    ),
    columns=(
        Column("42", "Revenue", (Cell("/revenue_code", "Revenue code"),)),
        Column("43", "Drug", (Cell("/ndc/code", "NDC"),), rare=True),
        Column(
            "44", "Procedure, modifiers", (Cell("/procedure", "Procedure"), Cell("/modifiers", "Modifiers", "words"))
        ),
        Column("45", "From, to", (Cell("/service_date", "From", "day"), Cell("/service_date_end", "To", "day"))),
        Column("46", "Units", (Cell("/units", "Units", "amount"), Cell("/unit", "UN or DA"))),
        Column("47", "Charge", (Cell("/charge", "Charge", "amount"),)),
        Column("48", "Not covered", (Cell("/non_covered", "Not covered", "amount"),), rare=True),
        Column("77", "Operating", (Cell("/operating_provider/npi", "Operating NPI"),), rare=True),
    ),
    below=(
        Box("47", "Total charge", (Cell("/total_charge", "Dollars", "amount"),), 2),
        Box(
            "50, 51",
            "Payer",
            (
                Cell("/payer/name", "Name", long=True),
                Cell("/payer/id", "Payer ID"),
                Cell("/payer/filing_indicator", "Filing indicator"),
            ),
            5,
        ),
        Box(
            "52, 53",
            "Release, benefits",
            (Cell("/release_of_information", "Y or I"), Cell("/benefits_assigned", "Y, N or W")),
            2,
            rare=True,
        ),
        Box(
            "54",
            "Other coverage",
            (
                Cell("/other_payers/*/name", "Other payer", long=True),
                Cell("/other_payers/*/id", "Payer ID"),
                Cell("/other_payers/*/member_id", "Member ID", patient=True),
                Cell("/other_payers/*/paid", "Paid", "amount"),
                Cell("/other_payers/*/paid_date", "On", "day"),
            ),
            3,
            rare=True,
        ),
        Box("58, 59", "Insured", (*person("/subscriber"), Cell("/patient/relationship", "Relationship")), 4),
        Box("60", "Insured’s number", (Cell("/subscriber/member_id", "Member ID", patient=True, long=True),), 3),
        Box("62", "Group", (Cell("/subscriber/group_number", "Number", patient=True),), 2),
        Box(
            "63",
            "Authorization",
            (Cell("/prior_authorization", "Authorization number"), Cell("/referral", "Referral number")),
            3,
        ),
        Box(
            "4, 64",
            "Sent again, or late",
            (
                Cell("/frequency_code", "Frequency"),
                Cell("/original_reference", "Payer’s control number"),
                Cell("/delay_reason", "Delay reason"),
            ),
            3,
        ),
        Box(
            "66–75",
            "Diagnoses",
            (
                Cell("/diagnoses/*/code", "ICD-10-CM"),
                Cell("/diagnoses/*/present_on_admission", "POA"),
                Cell("/diagnoses/*/qualifier", "Kind"),
            ),
            9,
            spare=1,
            least=1,
        ),
        Box("71", "DRG", (Cell("/drg", "Code"),), 2),
        Box(
            "74",
            "Procedures",
            (Cell("/procedures/*/code", "ICD-10-PCS"), Cell("/procedures/*/performed", "Day", "day")),
            4,
            spare=1,
            rare=True,
        ),
        Box("76", "Attending", provider("/attending_provider", taxonomy=True), 4),
        Box("77", "Operating", provider("/operating_provider"), 4, rare=True),
        Box("78", "Rendering", provider("/rendering_provider"), 4, rare=True),
        Box("78", "Referring", provider("/referring_provider"), 4, rare=True),
        Box("80", "Notes", (Cell("/notes/*/code", "Code"), Cell("/notes/*/text", "Text", long=True)), 4, rare=True),
        Box("81", "Taxonomy", (Cell("/billing_provider/taxonomy", "Billing"),), 2),
    ),
)
