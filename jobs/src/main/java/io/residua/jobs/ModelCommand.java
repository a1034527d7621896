package io.residua.jobs;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code residua model}: what is known of networks without weights. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Says what networks are made of.",
    subcommands = {ModelDescribeCommand.class, CommandLine.HelpCommand.class})
final class ModelCommand {}
