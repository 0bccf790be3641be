// Asks swagger-parser whether it finds the document valid; it has no program of its own.
import SwaggerParser from "@apidevtools/swagger-parser";

try {
  await SwaggerParser.validate(process.argv[2]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
