// Validates a document with swagger-parser, which has no command.
import SwaggerParser from "@apidevtools/swagger-parser";

try {
  await SwaggerParser.validate(process.argv[2]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
