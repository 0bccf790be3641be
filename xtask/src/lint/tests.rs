//! Each rule of this repository matches a mutated document, and none matches the unchanged one.

use std::collections::BTreeSet;
use std::fs;

use openapi_drift::{Document, lint_with};

use super::rules::REPOSITORY_RULES;
use crate::documents;

/// A change of openapi/mobilize.yaml that a rule must report.
struct Mutation {
    rule: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn mutation(rule: &'static str, from: &'static str, to: &'static str) -> Mutation {
    Mutation { rule, from, to }
}

const MUTATIONS: &[Mutation] = &[
    mutation("missing-description", "      description: The id of the group.\n", ""),
    mutation("missing-description", "          description: The number of members.\n", "          description: ''\n"),
    mutation("missing-summary", "      summary: List groups\n", ""),
    mutation("missing-example", "      example: application-key-of-the-community\n", ""),
    mutation("missing-example", "          example: Founders\n", ""),
    mutation("missing-source", "      x-source: get-all-groups\n", ""),
    mutation(
        "missing-error",
        "        '400':\n          $ref: '#/components/responses/BadRequest'\n        '401':\n          $ref: '#/components/responses/Unauthorized'\n        '403':\n          $ref: '#/components/responses/Forbidden'\n        '404':\n          $ref: '#/components/responses/NotFound'\n        '422':\n          $ref: '#/components/responses/UnprocessableEntity'\n",
        "",
    ),
    mutation("closed-enum", "x-extensible-enum:", "enum:"),
    mutation(
        "closed-object",
        "    GroupCreate:\n      type: object\n",
        "    GroupCreate:\n      type: object\n      additionalProperties: false\n",
    ),
    mutation("unmapped-branch", "          vote: '#/components/schemas/VoteActivity'\n", ""),
    mutation("operation-id-style", "operationId: listGroups", "operationId: list_groups"),
    mutation("operation-id-style", "operationId: listGroups", "operationId: fetchGroups"),
    mutation("operation-id-style", "      operationId: listGroups\n", ""),
    mutation("parameter-style", "name: include_fields", "name: includeFields"),
    mutation("parameter-style", "  /groups/{group_id}:\n", "  /groups/{id}:\n"),
    mutation(
        "component-order",
        "  schemas:\n",
        "  schemas:\n    Zebra: {type: object, description: First and last., x-source: groups, example: {}}\n",
    ),
    mutation("unknown-source", "      x-source: get-all-groups\n", "      x-source: get-al-groups\n"),
    mutation("unknown-source", "      x-source: get-all-groups\n", "      x-source: {erratum: E999}\n"),
    mutation("unknown-source", "      x-source: get-all-groups\n", "      x-source: [groups, {page: groups, shown: tabel}]\n"),
    mutation("known-values", "        - added_members\n", "        - 7\n"),
    mutation("known-values", "        - added_members\n", "        - add_reaction\n"),
    mutation("known-values", "        - vote\n      example: post\n", "        - vote\n      example: poem\n"),
    mutation("unknown-keyword", "      required: [type, created_at]\n", "      requird: [type, created_at]\n"),
    mutation("unknown-format", "          format: date-time\n", "          format: datetime\n"),
    mutation("unknown-format", "      type: integer\n      format: int64\n", "      type: integer\n      format: double\n"),
    mutation("undeclared-tag", "      tags: [groups]\n", "      tags: [grups]\n"),
    mutation("incomplete-info", "  version: 1.0.0\n", "  version: '1.0'\n"),
    mutation("incomplete-info", "\nservers:\n", "\nx-servers:\n"),
    mutation("real-email", "description: One page of groups.", "description: One page of groups, see anna@mobilize.io."),
    mutation("description-form", "description: One page of groups.", "description: One page of <b>groups</b>."),
    mutation("description-form", "description: One page of groups.", "description: One page of https://example.org/groups."),
    mutation("description-form", "description: One page of groups.", "description: \"One page:\\n\\n    of groups\""),
    mutation("real-email", "founders@example.org", "founders@mobilize.io"),
    mutation("unsupported-version", "openapi: 3.0.3", "openapi: 3.1.0"),
    mutation(
        "unsupported-body",
        "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/GroupCreate'\n",
        "        content:\n          text/csv: {schema: {type: string}}\n          application/json:\n            schema:\n              $ref: '#/components/schemas/GroupCreate'\n",
    ),
    mutation("unsupported-body", "            schema:\n              $ref: '#/components/schemas/GroupCreate'\n", ""),
    mutation("unsupported-parameter", "      name: include_fields\n      in: query\n", "      name: include_fields\n      in: cookie\n"),
    mutation(
        "unsupported-responses",
        "      responses:\n        '200':\n          description: One page of groups.\n",
        "      responses:\n        '204': {description: There are none.}\n        '200':\n          description: One page of groups.\n",
    ),
    mutation(
        "unsupported-parameter",
        "      name: include_fields\n      in: query\n",
        "      name: include_fields\n      style: deepObject\n      in: query\n",
    ),
    mutation("unsupported-parameter", "name: include_fields", "name: header_map"),
    mutation("unsupported-path", "  /groups/{group_id}:\n", "  /groups/{group_id}?full=1:\n"),
    mutation(
        "unsupported-reference",
        "$ref: '#/components/schemas/GroupCreate'",
        "$ref: '#/components/schemas/GroupCreate/properties/name'",
    ),
    mutation("unsupported-null", "          type: boolean\n          nullable: true\n", "          nullable: true\n"),
    mutation(
        "colliding-names",
        "        total_groups:\n",
        "        nextPage: {type: string, description: Another., example: a}\n        total_groups:\n",
    ),
    mutation(
        "colliding-names",
        "        - $ref: '#/components/parameters/Offset'\n",
        "        - $ref: '#/components/parameters/Limit'\n        - $ref: '#/components/parameters/GroupLimit'\n",
    ),
];

fn document() -> String {
    let path = documents::ALL[0].path();
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The ids of the rules that match a text.
#[track_caller]
fn found(text: &str) -> BTreeSet<&'static str> {
    let document = Document::parse("mutated.yaml", text).unwrap_or_else(|trouble| panic!("{trouble}"));
    lint_with(&document, REPOSITORY_RULES).into_iter().map(|fault| fault.code).collect()
}

#[test]
fn each_rule_reports_its_mutations() {
    let document = document();
    assert_eq!(found(&document), BTreeSet::new());
    for Mutation { rule, from, to } in MUTATIONS {
        assert!(document.contains(from), "the document no longer contains {from:?}, which tests {rule}");
        let found = found(&document.replacen(from, to, 1));
        assert!(found.contains(*rule), "{rule} did not report {to:?} in place of {from:?}; found: {found:?}");
    }
}

#[test]
fn each_rule_is_tested() {
    let tested: BTreeSet<&str> = MUTATIONS.iter().map(|mutation| mutation.rule).collect();
    assert_eq!(tested, REPOSITORY_RULES.iter().map(|rule| rule.id).collect());
}
