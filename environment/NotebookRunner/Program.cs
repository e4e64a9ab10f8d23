using System.CommandLine;
using System.Globalization;
using System.Text;
using MfNotebooks.Runner.Commands;

// The pages are English; a German machine must not print 0,084 into them.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("Runs the MfNotebooks workbook without a front end and writes its pages.")
{
    RunCommand.Create(),
    HostCommand.Create(),
};
root.SetAction((_, cancel) => RunCommand.RunAllAsync(cancel));

var parsed = root.Parse(args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync();
foreach (var error in parsed.Errors)
    Console.Error.WriteLine(error.Message);
Console.Error.WriteLine("Show what can be written with: --help");
return ExitCode.BadUsage;
