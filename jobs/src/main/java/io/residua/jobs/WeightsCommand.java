package io.residua.jobs;

import picocli.CommandLine.Command;

/** {@code residua weights}: what a weights file is, and files made of it. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Says what a weights file is, and converts it.",
    subcommands = {WeightsInspectCommand.class, WeightsConvertCommand.class})
final class WeightsCommand {}
