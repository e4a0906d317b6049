/* src/cli/commands.h: the commands that the table of cli.c names. */
#ifndef KAIGONG_CLI_COMMANDS_H
#define KAIGONG_CLI_COMMANDS_H

int help_cli(int argc, char **argv);
int daily_cli(int argc, char **argv);
int export_cli(int argc, char **argv);
int import_cli(int argc, char **argv);
int init_cli(int argc, char **argv);
int routes_cli(int argc, char **argv);
int serve_cli(int argc, char **argv);
int user_cli(int argc, char **argv);
int calendar_cli(int argc, char **argv);
int template_cli(int argc, char **argv);
int plan_cli(int argc, char **argv);
int solve_cli(int argc, char **argv);
int brief_cli(int argc, char **argv);
int forecast_cli(int argc, char **argv);
int journal_cli(int argc, char **argv);

#endif
