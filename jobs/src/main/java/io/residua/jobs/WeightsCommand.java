package io.residua.jobs;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code residua weights}: what is to be known and done about weights files. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Says what a weights file is, converts it, lists and fetches official ones.",
    subcommands = {
      WeightsInspectCommand.class,
      WeightsConvertCommand.class,
      WeightsListCommand.class,
      WeightsFetchCommand.class,
      CommandLine.HelpCommand.class
    })
final class WeightsCommand {}
