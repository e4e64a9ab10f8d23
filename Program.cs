using MfNotebooks; using TorchSharp; using System.Diagnostics;
TorchBackend.Load();
var w=Stopwatch.StartNew();
var data=await MovieLens.LoadOrSynthesizeAsync(); Console.WriteLine($"{data.Name} {data.Source} {data.Ratings.Count} {data.Ratings.UserCount} {data.Ratings.ItemCount} notes: {string.Join(" | ",data.Notes)} {w.Elapsed.TotalSeconds:F2}s");
var split=Split.Random(data.Ratings,0.2,0);
w.Restart(); var bias=BiasModel.Fit(split.Train); Console.WriteLine($"bias {w.Elapsed.TotalSeconds:F2}s");
w.Restart(); var mini=MinibatchTrainer.Fit(split.Train); Console.WriteLine($"mini {w.Elapsed.TotalSeconds:F2}s {RatingMetrics.Of(mini,split.Test)}");
w.Restart(); var vb=VariationalLeastSquares.Fit(split.Train); Console.WriteLine($"vb {w.Elapsed.TotalSeconds:F2}s {RatingMetrics.Of(vb,split.Test)} bias {RatingMetrics.Of(bias,split.Test)} gm {RatingMetrics.Of(GlobalMean.Fit(split.Train),split.Test)}");
foreach (var m in new IItemRanker[]{bias,mini,vb,Popularity.Fit(split.Train)}) { w.Restart(); foreach(var k in new[]{1,10,50}) Console.WriteLine($"{m.Name} {RankingMetrics.Of(m,split.Train,split.Test,k)}"); Console.WriteLine($"{w.Elapsed.TotalSeconds:F1}s"); }
// new user
var full=VariationalLeastSquares.Fit(data.Ratings);
(string,float)[] mine=[("Toy Story (1995)",5),("Finding Nemo",5),("Shrek (2001)",4),("Pulp Fiction",1),("Saw (2004)",1)];
var items=mine.Select(m=>data.FindFilms(m.Item1)[0]).ToArray();
var me=FoldIn.User(full,items,mine.Select(m=>m.Item2).ToArray());
foreach(var r in Recommender.TopN(full,me,items,12)) Console.WriteLine($"{r.Score:F2} {data.Films[r.Item].Title} n={data.Ratings.Items.Count(i=>i==r.Item)}");
